// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/requestrules.h"

#include <optional>

namespace core {

// The rules for files in the workspace. Each gets one clause without courtesies and says nothing when it does
// not fit. Pure; linear.
std::optional<Request> listRequest(QStringView clause);
std::optional<Request> readRequest(QStringView clause);
// "save it as refund.md": what came before goes into a file.
std::optional<Request> saveRequest(QStringView clause);
// "write 'text' to notes.md"; also "write a summary of X to notes.md", which is two requests.
QList<Request> writeRequests(QStringView clause);

} // namespace core
