// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/field.h"

namespace server::openai {

// Every parameter that OpenAI's API documents for the two kinds of completions: each is followed, accepted
// because it changes nothing of the answer, or refused. What is in neither list is refused as unknown, so
// that nothing is passed by in silence.
std::vector<Field> chatFields();
std::vector<Field> promptFields();

} // namespace server::openai
