// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/builtininstruction.h"
#include "core/provider/provider.h"

namespace core {

// Something that was done or said in this turn: a tool's outcome, or the text of an earlier model step.
struct TurnPiece
{
    QString tool = {}; // empty: a text
    QString text = {};
    QJsonObject arguments = {};
    QJsonObject result = {};
    QString error = {};
    bool isRejected = false; // by a person, or left out because of that
};

// The messages of a request as builtin reads them.
struct BuiltinTurn
{
    QString query = {};        // what the person wants
    QString earlierQuery = {}; // of the turn before, if any
    QString earlierAnswer = {};
    bool isInstructed = false; // the last message is of a plan of builtin
    Instruction instruction = {};
    QList<TurnPiece> pieces = {};
};

BuiltinTurn readTurn(const ModelRequest &request);

} // namespace core
