// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"

#include <functional>

namespace app {

// How the text of one option becomes a typed field of Options, and back. The functions below make one for a
// field, which is named by a function because it may lie in a part of Options.
struct OptionKind
{
    enum class Form { Value, List, Switch };

    QString placeholder = {}; // in the help: "NUMBER"
    QString expected = {};    // what would do: "a whole number from 1 to 10"
    std::function<bool(Options &, const QStringList &)> read = {};
    std::function<QString(const Options &)> show = {};
    Form form = Form::Value; // on the command line a List may be repeated, and a Switch may stand alone
};

template<typename T>
using Field = T &(*)(Options &);

// Whether 0 is allowed beside the range and turns a limit off.
enum class Zero { InRange, TurnsOff };

template<typename T>
struct Range
{
    T lowest;
    T highest;
    Zero zero = Zero::InRange;
};

OptionKind textKind(Field<QString> field);
OptionKind pathKind(Field<QString> field);
OptionKind urlKind(Field<QString> field);
OptionKind listKind(Field<QStringList> field);
OptionKind originsKind(Field<QStringList> field);
OptionKind networksKind(Field<QStringList> field);
OptionKind switchKind(Field<bool> field);
OptionKind numberKind(Field<int> field, Range<int> range);
OptionKind sizeKind(Field<qint64> field, Range<qint64> range);
OptionKind durationKind(Field<std::chrono::milliseconds> field, Range<std::chrono::milliseconds> range);
OptionKind addressKind(Field<Address> field);
OptionKind optionalAddressKind(Field<std::optional<Address>> field);

// What choiceKind() reads and shows, without the type of the enum.
OptionKind wordKind(const QStringList &words, std::function<void(Options &, const QString &)> set,
                    std::function<QString(const Options &)> show);

template<typename Enum>
OptionKind choiceKind(Field<Enum> field)
{
    QStringList words;
    for (const auto &[value, word] : core::Words<Enum>::table)
        words.append(QLatin1StringView(word));
    return wordKind(
        words,
        [field](Options &options, const QString &word) { field(options) = *core::fromWord<Enum>(word); },
        [field](const Options &options) {
            Options copy = options;
            return core::toWord(field(copy));
        });
}

} // namespace app
