# SPDX-License-Identifier: GPL-2.0-or-later
# room(NAME USES other rooms and libraries): every .cpp of this folder, and of rooms inside it, becomes the library
# espect_NAME. A new file needs no line here. All rooms share the precompiled header of the first.
function(room name)
  cmake_parse_arguments(arg "" "" "USES;SOURCES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(APPEND sources ${arg_SOURCES})
  add_library(espect_${name} STATIC ${sources})
  target_include_directories(espect_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(espect_${name} PUBLIC ${arg_USES} PRIVATE espect_warnings)
  get_property(owner GLOBAL PROPERTY ESPECT_PRECOMPILED)
  if(owner)
    target_precompile_headers(espect_${name} REUSE_FROM ${owner})
  else()
    target_precompile_headers(espect_${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.h)
    set_property(GLOBAL PROPERTY ESPECT_PRECOMPILED espect_${name})
  endif()
endfunction()
