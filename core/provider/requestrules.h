// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringView>

namespace core {

// What a request wants done. docs/builtin.md lists the phrasings.
enum class Wish {
    Ask,       // a question for the knowledge base
    Calculate, // subject: the expression
    Fetch,     // subject: the address
    Read,      // path
    List,      // path: the folder, or empty
    Write,     // subject: the text; path
    Save,      // what came before it; path
    Remember,  // subject: what to remember
    Summarise, // source, and subject or path
    Offer,     // what can be asked for
    Unclear,   // no rule fits; subject: the request
};

enum class Source { Knowledge, File, Page, Given, Previous };

struct Request
{
    Wish wish = Wish::Unclear;
    QString subject = {};
    QString path = {};
    Source source = Source::Knowledge;
    int sentences = 0; // of a summary; 0: as many as usual
};

// Reads what somebody wants done, in order: "… then …" and "… and save it as X" are several requests. Never
// empty. Pure and by rule alone, in British or American English. Linear in the text, of any content.
QList<Request> recognise(const QString &text);

// Whether a question leans on the one before it: "and for digital goods?", "what about them?".
bool isFollowUp(QStringView question);

} // namespace core
