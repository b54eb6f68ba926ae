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

// A number of the query. The contract takes its usual one for a number that it does not like.
struct NumberRange
{
    int least = 0;
    int most = 0;
    int usual = 0;
};
int numberOr(const Request &request, QStringView name, const NumberRange &range);
// The same of a place in a list: what is behind the last is the last, where there is nothing, and not the
// first.
int placeOr(const Request &request, QStringView name, const NumberRange &range);

// The reason that somebody may give for what he does. A body that is no JSON is none, as the contract has it.
BodyShape reasonBody();
QString reasonOf(const Request &request);

} // namespace server::shannon
