// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/field.h"
#include "server/http/request.h"

namespace server::shannon {

// What several rows of the contract take, refused in its words.
Field taskIdParameter();
Field limitField(int most);
Field offsetField();
// An identifier of up to 128 letters, digits and ":_-.".
Field identifierField(const QString &name, const QString &refusal, const QString &summary = {});

// The reason that somebody may give for what he does. A body that is no JSON is none, as the contract has it.
BodyShape reasonBody();
QString reasonOf(const Request &request);

} // namespace server::shannon
