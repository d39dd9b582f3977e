# SPDX-License-Identifier: GPL-2.0-or-later
# room(NAME USES other rooms and libraries): every .cpp of this folder, and of rooms inside it, becomes the library
# espect_NAME. A new file needs no line here. All rooms share the precompiled header of the first, but one with DOOR,
# whose own also holds these headers, which nearly every file of it includes; and a room LIKE that one. The presets that
# build everything compile sixteen files of a room as one (CMAKE_UNITY_BUILD), in less than half of the time; so what two
# files of a room keep for themselves has two names, and files of one kind (rules, key sources, commands) a namespace each.
function(room name)
  cmake_parse_arguments(arg "" "LIKE" "USES;SOURCES;DOOR" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(APPEND sources ${arg_SOURCES})
  add_library(espect_${name} STATIC ${sources})
  target_include_directories(espect_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(espect_${name} PUBLIC ${arg_USES} PRIVATE espect_warnings)
  get_property(owner GLOBAL PROPERTY ESPECT_PRECOMPILED)
  if(arg_LIKE)
    set(owner espect_${arg_LIKE})
  endif()
  if(owner AND NOT arg_DOOR)
    target_precompile_headers(espect_${name} REUSE_FROM ${owner})
    return()
  endif()
  list(TRANSFORM arg_DOOR PREPEND ${PROJECT_SOURCE_DIR}/)
  target_precompile_headers(espect_${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.h ${arg_DOOR})
  if(NOT owner)
    set_property(GLOBAL PROPERTY ESPECT_PRECOMPILED espect_${name})
  endif()
endfunction()

# hot(FILES): of the loop over all packets of a capture, which runs through six rooms. In a release they are optimised as
# if they were one file, when a program is linked, and what they call of one another stands where it is called: a fifth of
# the instructions of a packet were those of entering and leaving functions.
function(hot)
  if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set(inlining max-inline-insns-auto=400 max-inline-insns-single=2000 large-function-insns=20000 large-function-growth=2000
      inline-unit-growth=400 large-stack-frame=4000 large-stack-frame-growth=4000)
    list(TRANSFORM inlining PREPEND --param=)
    set_source_files_properties(${ARGN} PROPERTIES SKIP_PRECOMPILE_HEADERS ON
      COMPILE_OPTIONS "-O3;-flto=auto;-ffat-lto-objects;${inlining}")
  endif()
endfunction()
