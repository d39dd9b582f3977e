// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include "ipsec/story/peers.h"

namespace espect::story {

bool came_up(const sessions::IkeSa& sa);
// The first step that is not known to be done: where it stands, or what ended it.
Step stands_at(const sessions::IkeSa& sa);

// The IKE SA whose fate is that of the tunnel: of several attempts the newest answers. Null without
// any.
//
// One that is up decides however many attempts came after it. After one that died, attempts that
// nobody answers are the same silence; after one that ended in order they are not.
const sessions::IkeSa* deciding(const Peers& peers);

}  // namespace espect::story
