// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QList>
#include <QString>

namespace core {

// What this computer must have beside the program itself for something to work. Each is done without where it
// is not there, and the sentence says so.
enum class Need { Sandbox, Python, Pdf, TimeZones, OldTimeZones, Certificates, Keychain };

// A need, and whether it is met.
struct Capability
{
    Need need = Need::Sandbox;
    QString name = {};     // "sandbox", for programs
    QString sentence = {}; // what is not done here, why, and what to do; empty where it works
    QString package = {};  // of Debian and Ubuntu, which brings it; empty where none would

    bool works() const { return sentence.isEmpty(); }
    bool operator==(const Capability &) const = default;
};

// "sandbox"
QString nameOf(Need need);

// What is said where it is missing because its package is not installed.
QString sentenceOf(Need need);
QString packageOf(Need need);

// Each need whose files can be looked for, and whether they are below that folder ("/" but in tests). A few
// microseconds.
QList<Capability> installedBelow(const QString &root);

// The sentence where it is missing on this computer, and empty where it is there: for what failed, perhaps
// because of it.
QString whyMissing(Need need);

// The refusal of what takes a program ("/usr/bin/python3") that is not there.
Error notInstalled(const QString &program);

} // namespace core
