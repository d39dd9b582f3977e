# SPDX-License-Identifier: GPL-2.0-or-later
# What a fault in a program that reads hostile captures meets: checked by tests/program/hardening_test.py in what was
# built. Optimised builds only: the checks of _FORTIFY_SOURCE need the optimiser, and sanitizers have their own.
if(CMAKE_BUILD_TYPE MATCHES "^(Release|RelWithDebInfo|MinSizeRel)$" AND NOT ESPECT_FUZZ)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|amd64")
    add_compile_options(-fcf-protection=full)
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    add_compile_options(-mbranch-protection=standard)
  endif()
endif()
add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,separate-code)
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=address")
  # Moving the sanitizers' many globals was a third of the time that a test's program needs to begin.
  add_link_options(-no-pie)
else()
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES CXX)
endif()
