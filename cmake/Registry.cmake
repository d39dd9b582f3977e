# SPDX-License-Identifier: GPL-2.0-or-later
# registry_tables(OUT_SOURCES variable): the CSV files of this folder become
# include/ipsec/registry/tables.h and tables.cpp in the build directory. A new CSV file needs no line here.
# What the generator refuses stops the build with its message: file, line, reason.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(registry_tables)
  cmake_parse_arguments(arg "" "OUT_SOURCES" "" ${ARGN})
  set(header ${CMAKE_CURRENT_BINARY_DIR}/include/ipsec/registry/tables.h)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/tables.cpp)
  set(folder ${CMAKE_CURRENT_SOURCE_DIR})
  file(GLOB inputs CONFIGURE_DEPENDS ${folder}/*.csv ${folder}/policies/*.csv ${folder}/presets/*.csv)
  add_custom_command(OUTPUT ${header} ${source}
    COMMAND Python3::Interpreter -B ${folder}/generate.py ${folder} --header ${header} --source ${source}
    DEPENDS ${inputs} ${folder}/generate.py ${folder}/source.py
    COMMENT "Code points: tables.h, tables.cpp" VERBATIM)
  set(${arg_OUT_SOURCES} ${source} ${header} PARENT_SCOPE)
endfunction()
