// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringView>

namespace core {

// How firmly one clause is cut from the next: "then" may begin any request, "and" only one that nothing else
// could mean, such as "and save it as notes.md".
enum class Joint { Then, And };

// A place where a request may be cut in two: where the first part ends and the second begins.
struct Cut
{
    Joint joint = Joint::Then;
    qsizetype end = 0;
    qsizetype next = 0;
};

// The places where "then", "and", a full stop, a semicolon or a new line could divide requests, in order, at
// most 32 in the first 4,000 characters and the last 200. Nothing inside a quotation is a cut. Pure; linear.
QList<Cut> possibleCuts(QStringView text);

} // namespace core
