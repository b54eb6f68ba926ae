// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/provider/builtininstruction.h"

#include <utility>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

using Kind = Instruction::Kind;

constexpr std::pair<Kind, QLatin1StringView> openings[] = {
    {Kind::Answer, "Answer the question"_L1},      {Kind::Summarise, "Summarise"_L1},
    {Kind::Report, "Report what was done"_L1},     {Kind::Nearest, "No rule fits; show what is nearest"_L1},
    {Kind::Offer, "Say what can be asked for"_L1}, {Kind::Say, "Say"_L1},
};

constexpr QLatin1StringView forFile = " for the file "_L1;
constexpr QLatin1StringView inSentences = " in "_L1;
constexpr QLatin1StringView sentencesWord = " sentences"_L1;

// " in 3 sentences for the file refund.md"
void readDetails(QStringView details, Instruction &instruction)
{
    const qsizetype file = details.indexOf(forFile);
    if (file >= 0) {
        instruction.file = details.sliced(file + forFile.size()).toString();
        details = details.first(file);
    }
    if (details.startsWith(inSentences) && details.endsWith(sentencesWord)) {
        const qsizetype start = inSentences.size();
        instruction.sentences = details.sliced(start, details.size() - start - sentencesWord.size()).toInt();
    }
}

} // namespace

QString toText(const Instruction &instruction)
{
    QString text;
    for (const auto &[kind, opening] : openings) {
        if (kind == instruction.kind)
            text = opening;
    }
    if (instruction.sentences > 0)
        text += inSentences + QString::number(instruction.sentences) + sentencesWord;
    if (!instruction.file.isEmpty())
        text += forFile + instruction.file;
    return instruction.subject.isEmpty() ? QString(text + u'.')
                                         : QString(text + u": "_s + instruction.subject);
}

bool readInstruction(const QString &text, Instruction &instruction)
{
    const qsizetype colon = text.indexOf(": "_L1);
    const QStringView front =
        colon < 0 ? QStringView(text).chopped(text.endsWith(u'.') ? 1 : 0) : QStringView(text).first(colon);
    for (const auto &[kind, opening] : openings) {
        if (!front.startsWith(opening))
            continue;
        const QStringView details = front.sliced(opening.size());
        if (!details.isEmpty() && !details.startsWith(inSentences) && !details.startsWith(forFile))
            continue;
        instruction = Instruction{.kind = kind};
        instruction.subject = colon < 0 ? QString() : text.sliced(colon + 2);
        readDetails(details, instruction);
        return true;
    }
    return false;
}

} // namespace core
