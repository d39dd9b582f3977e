# SPDX-License-Identifier: GPL-2.0-or-later
# rule_catalogue(OUT_SOURCES var): every <family>/<id>.cpp of the calling folder becomes a line of the catalogue.
# A rule without tests/rules/<family>/<id>_test.cpp stops the configure step.
function(rule_catalogue)
  cmake_parse_arguments(arg "" "OUT_SOURCES" "" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/*/*.cpp)
  list(SORT files)
  foreach(file IN LISTS files)
    cmake_path(GET file STEM rule)
    cmake_path(GET file PARENT_PATH family)
    set(test ${PROJECT_SOURCE_DIR}/tests/rules/${family}/${rule}_test.cpp)
    if(NOT EXISTS ${test})
      message(FATAL_ERROR "Rule ${family}/${rule} has no test: write ${test}")
    endif()
    string(APPEND declarations "namespace ${rule} { extern const RuleInfo rule; }\n")
    string(APPEND entries "    &${rule}::rule,\n")
    list(APPEND sources ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  set(out ${CMAKE_CURRENT_BINARY_DIR}/catalogue.cpp)
  file(CONFIGURE OUTPUT ${out} CONTENT
"// Written by cmake/RuleCatalogue.cmake from the files of ipsec/rules/.
#include \"ipsec/rules/rule.h\"
namespace espect::rules {
${declarations}
static const RuleInfo* const all[] = {
${entries}};
std::span<const RuleInfo* const> catalogue() { return all; }
}  // namespace espect::rules
")
  set(${arg_OUT_SOURCES} ${sources} ${out} PARENT_SCOPE)
endfunction()
