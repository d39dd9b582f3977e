# SPDX-License-Identifier: GPL-2.0-or-later
# `cpack -G DEB` makes espect_*.deb and, where the plugin is built, wireshark-plugin-espect_*.deb. Manual page and
# completions are made of what the program says about itself.
set(pages ${CMAKE_BINARY_DIR}/pages)
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
  install(CODE "execute_process(COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/packages/make_pages.py $<TARGET_FILE:espect> ${pages} COMMAND_ERROR_IS_FATAL ANY)"
    COMPONENT espect)
  install(FILES ${pages}/espect.1.gz DESTINATION share/man/man1 COMPONENT espect)
  install(FILES ${pages}/espect.bash DESTINATION share/bash-completion/completions RENAME espect COMPONENT espect)
  install(FILES ${pages}/_espect DESTINATION share/zsh/vendor-completions COMPONENT espect)
  install(FILES ${pages}/espect.fish DESTINATION share/fish/vendor_completions.d COMPONENT espect)
endif()

# Where links on a terminal lead: analyzer/report/rule_url.cpp.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/rules DESTINATION share/doc/espect COMPONENT espect FILES_MATCHING PATTERN "*.md")

set(packages espect)
if(ESPECT_PLUGIN)
  list(APPEND packages wireshark-plugin-espect)
endif()
foreach(package ${packages})
  install(FILES ${PROJECT_SOURCE_DIR}/packages/copyright DESTINATION share/doc/${package} COMPONENT ${package})
  install(CODE "execute_process(COMMAND gzip -9nc ${PROJECT_SOURCE_DIR}/packages/changelog OUTPUT_FILE ${CMAKE_BINARY_DIR}/changelog.gz COMMAND_ERROR_IS_FATAL ANY)"
    COMPONENT ${package})
  install(FILES ${CMAKE_BINARY_DIR}/changelog.gz DESTINATION share/doc/${package} COMPONENT ${package})
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME espect)
set(CPACK_PACKAGE_CONTACT "espect maintainers <maintainers@users.noreply.github.com>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL ${packages})
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_ESPECT_PACKAGE_NAME espect)
set(CPACK_DEBIAN_ESPECT_PACKAGE_RECOMMENDS wireshark-common)
set(CPACK_DEBIAN_ESPECT_DESCRIPTION "audit IPsec captures\n Reads captures of IKEv2, IKEv1, ESP and AH, with and without keys, and says\n what is wrong with them: replays, losses, fragmentation, failed negotiations,\n weak algorithms, and what keeps peers from being quantum-safe.")
set(CPACK_DEBIAN_WIRESHARK-PLUGIN-ESPECT_PACKAGE_NAME wireshark-plugin-espect)
set(CPACK_DEBIAN_WIRESHARK-PLUGIN-ESPECT_PACKAGE_ENHANCES "wireshark, tshark")
set(CPACK_DEBIAN_WIRESHARK-PLUGIN-ESPECT_DESCRIPTION "IPsec audit inside of Wireshark\n A plugin for Wireshark and tshark that shows the findings of espect on the\n frames where they are, and opens IKE and ESP with the same keys.")
include(CPack)
