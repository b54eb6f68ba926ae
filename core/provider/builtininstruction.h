// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace core {

// What a model step of builtin shall do, and how a plan says it in words that builtin reads again and people
// understand: "Answer the question: What is our refund policy?".
struct Instruction
{
    enum class Kind {
        Answer,    // the question
        Summarise, // the topic; empty: what came before, or the text that was given
        Report,    // what was done
        Nearest,   // what the knowledge base has that comes near
        Offer,     // what can be asked for
        Say,       // just that
    };

    Kind kind = Kind::Answer;
    QString subject = {};
    int sentences = 0;
    QString file = {}; // where the text goes; then the step fails when there is nothing to say
};

QString toText(const Instruction &instruction);

// False when these are not the words of a plan of builtin.
bool readInstruction(const QString &text, Instruction &instruction);

} // namespace core
