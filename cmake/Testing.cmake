# SPDX-License-Identifier: GPL-2.0-or-later
# The libraries and functions that tests/CMakeLists.txt makes test programs of.
find_package(Catch2 REQUIRED)

# espect_test_support: what tests of any room use. espect_test_bench: the sessions and rules, fed by hand. Each has a
# precompiled header, Catch2 in both and the bench in one, that the test programs share.
set(support ${PROJECT_SOURCE_DIR}/tests/support)
add_library(espect_test_support STATIC ${support}/main.cpp ${support}/capture_writer.cpp ${support}/packet_builder.cpp)
target_link_libraries(espect_test_support PUBLIC Catch2::Catch2 espect_bytes PRIVATE espect_warnings)
target_precompile_headers(espect_test_support PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.h ${support}/catch.h)
# GCC 12 with sanitizers doubts the std::regex that Catch2 uses.
set_source_files_properties(${support}/main.cpp PROPERTIES COMPILE_OPTIONS -Wno-maybe-uninitialized SKIP_PRECOMPILE_HEADERS ON)

file(GLOB bench_sources CONFIGURE_DEPENDS ${support}/*.cpp)
list(FILTER bench_sources EXCLUDE REGEX "/(make_[^/]*|main|capture_writer|packet_builder)\\.cpp$")
add_library(espect_test_bench STATIC ${bench_sources})
target_link_libraries(espect_test_bench PUBLIC espect_test_support espect_rules PRIVATE espect_warnings)
target_precompile_headers(espect_test_bench PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.h ${support}/catch.h
  ${support}/esp_flow.h ${support}/told_events.h ${support}/played_ike.h ${support}/broken_paths.h ${support}/echo_bench.h)

foreach(library espect_test_support espect_test_bench)
  target_include_directories(${library} PUBLIC ${PROJECT_SOURCE_DIR})
  # As programs are compiled, since they use its precompiled header; Catch2's macros cost more to optimise than to run.
  set_target_properties(${library} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${library} PRIVATE -fPIE -O0)
endforeach()

# room_tests(FOLDER [BENCH] [TOGETHER] USES libraries): every *_test.cpp below tests/FOLDER becomes one test program; with
# BENCH it has the sessions and rules. One of its cases alone: build/sanitize/tests/test_rules "name of the case".
# TOGETHER: compiled as rooms are, so each file has a namespace of its own.
function(room_tests folder)
  cmake_parse_arguments(arg "BENCH;TOGETHER" "" "USES" ${ARGN})
  string(REPLACE "/" "_" name ${folder})
  set(support espect_test_support)
  if(arg_BENCH)
    set(support espect_test_bench)
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${folder}/*_test.cpp)
  add_executable(test_${name} ${sources})
  target_link_libraries(test_${name} PRIVATE ${support} espect_warnings ${arg_USES})
  target_precompile_headers(test_${name} REUSE_FROM ${support})
  target_compile_options(test_${name} PRIVATE -O0)
  if(NOT arg_TOGETHER)
    set_target_properties(test_${name} PROPERTIES UNITY_BUILD OFF)
  endif()
  # One test of CTest: beginning a process with sanitizers takes longer than most cases.
  add_test(NAME ${folder} COMMAND test_${name} --warn NoTests)
endfunction()

# The interpreter with pytest and jsonschema: Debian's, even where another python3 comes first in the path.
function(find_pytest)
  foreach(candidate /usr/bin/python3 python3)
    execute_process(COMMAND ${candidate} -c "import jsonschema, pytest" RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
    if(status EQUAL 0)
      set(ESPECT_PYTEST ${candidate} CACHE FILEPATH "Python with pytest and jsonschema")
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "No python3 has pytest and jsonschema: install python3-pytest and python3-jsonschema (cmake/packages.sh)")
endfunction()

# python_tests(OPTIONS...): every *_test.py below tests/ becomes one test of CTest, with these options of
# tests/conftest.py. Exit status 77: all of it was skipped, for a reason that the output says.
function(python_tests)
  find_pytest()
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/tests/*_test.py)
  foreach(file IN LISTS files)
    string(REGEX REPLACE "_test\\.py$" "" name ${file})
    add_test(NAME "python: ${name}" WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
      COMMAND ${ESPECT_PYTEST} -B -m pytest -c tests/pytest.ini -q tests/${file} ${ARGN})
    set_tests_properties("python: ${name}" PROPERTIES TIMEOUT 1800 SKIP_RETURN_CODE 77)
  endforeach()
endfunction()
