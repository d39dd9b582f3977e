# SPDX-License-Identifier: GPL-2.0-or-later
# One INTERFACE target with our warnings; -Werror only through the presets.
add_library(espect_warnings INTERFACE)
target_compile_options(espect_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual -Wno-missing-field-initializers $<$<BOOL:${ESPECT_WERROR}>:-Werror>)
