// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/enumtext.h"

namespace core {

// Who steers a task with his words, or reads its answer. Where others than its owner do, its tools reach no
// more of his than what everybody may read, and what they would note for him asks a person, whatever the
// rules allow.
enum class Audience { Owner, Others };

template<>
struct Words<Audience>
{
    static constexpr std::pair<Audience, const char *> table[] = {{Audience::Owner, "owner"},
                                                                  {Audience::Others, "others"}};
};

} // namespace core
