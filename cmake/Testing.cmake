# SPDX-License-Identifier: GPL-2.0-or-later
# room_tests(FOLDER USES libraries): every *_test.cpp below tests/FOLDER becomes one test program.
find_package(Catch2 REQUIRED)
include(Catch)

file(GLOB support_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/support/*.cpp)
list(FILTER support_sources EXCLUDE REGEX "/make_[^/]*\\.cpp$")  # programs of their own
add_library(espect_test_support STATIC ${support_sources})
# GCC 12 with sanitizers doubts the std::regex that Catch2 uses.
set_source_files_properties(${PROJECT_SOURCE_DIR}/tests/support/main.cpp PROPERTIES COMPILE_OPTIONS -Wno-maybe-uninitialized)
target_include_directories(espect_test_support PUBLIC ${PROJECT_SOURCE_DIR})
target_link_libraries(espect_test_support PUBLIC Catch2::Catch2 espect_bytes PRIVATE espect_warnings)

function(room_tests folder)
  cmake_parse_arguments(arg "" "" "USES" ${ARGN})
  string(REPLACE "/" "_" name ${folder})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${folder}/*_test.cpp)
  add_executable(test_${name} ${sources})
  target_link_libraries(test_${name} PRIVATE espect_test_support espect_warnings ${arg_USES})
  target_precompile_headers(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.h <catch2/catch.hpp>)
  target_compile_options(test_${name} PRIVATE -O0)  # Catch2's macros cost more to optimise than to run
  catch_discover_tests(test_${name} TEST_PREFIX "${folder}: ")
endfunction()

# program_test(NAME script [CORPUS] [ARGS...]): a Python script below tests/ that gets the path of the program first. With
# CORPUS it may end with 77: there was no ESPECT_CORPUS to work on, and the test counts as skipped.
function(program_test name script)
  cmake_parse_arguments(arg "CORPUS" "" "" ${ARGN})
  add_test(NAME ${name} COMMAND Python3::Interpreter -B ${PROJECT_SOURCE_DIR}/tests/${script} $<TARGET_FILE:espect>
    ${arg_UNPARSED_ARGUMENTS})
  set_tests_properties(${name} PROPERTIES TIMEOUT 900)
  if(arg_CORPUS)
    set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
  endif()
endfunction()
