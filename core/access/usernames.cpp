// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/usernames.h"

#include <QHash>
#include <QStringList>
#include <QUuid>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

// Letters and what they look like, one behind the other: capitals that look otherwise than the small ones do,
// and all small ones.
constexpr QStringView capitalLookAlikes = u"ΑaΒbΕeΖzΗhΙiΚkΜmΝnΟoΡpΤtΥyΧx";
constexpr QStringView lookAlikes = u"аaвbсcԁdеeґrһhіiїiјjкkӏlмmнhоoрpԛqгrѕsтtуyцuѵvԝwхxүyЬbьbёeѐeєeӕæ"
                                   u"αaβbγyεeηnιiκkνvοoρpτtυuχxωwϲcϳjϱp"
                                   u"ɑaɡgıiȷjʟlɩiɴnʀrʏyꞓc"
                                   u"օoսuհhոnցgքfյjզqԁdզqԝwոnլlрp";

QHash<QChar, QChar> lettersOf(QStringView pairs)
{
    QHash<QChar, QChar> letters;
    for (qsizetype i = 0; i + 1 < pairs.size(); i += 2)
        letters.insert(pairs[i], pairs[i + 1]);
    return letters;
}

QString replaced(QString text, const QHash<QChar, QChar> &letters)
{
    for (QChar &letter : text)
        letter = letters.value(letter, letter);
    return text;
}

// Without what stands above and below letters, and without what stands between them.
QString bareLookOf(const QString &name)
{
    QString bare;
    const QString apart = lookOf(name).normalized(QString::NormalizationForm_KD);
    std::ranges::copy_if(apart, std::back_inserter(bare), [](QChar c) { return c.isLetterOrNumber(); });
    return bare;
}

} // namespace

QString lookOf(const QString &name)
{
    static const QHash<QChar, QChar> capitals = lettersOf(capitalLookAlikes);
    static const QHash<QChar, QChar> letters = lettersOf(lookAlikes);
    const QString written = replaced(name.normalized(QString::NormalizationForm_KC), capitals);
    QString look = replaced(written.toCaseFolded().simplified(), letters);
    look.removeIf([](QChar c) { return !c.isPrint(); });
    return look;
}

bool isReservedName(const QString &name)
{
    static const QStringList names{
        u"operator"_s,  u"administrator"_s,  u"admin"_s,     u"root"_s,     u"anonymous"_s, u"anybody"_s,
        u"nobody"_s,    u"orchestrator"_s,   u"signalbox"_s, u"system"_s,   u"console"_s,   u"signalboxd"_s,
        u"assistant"_s, u"aiassistant"_s,    u"scheduler"_s, u"schedule"_s, u"builtin"_s,   u"approver"_s,
        u"approvers"_s, u"administrators"_s, u"viewer"_s,    u"me"_s};
    const QString bare = bareLookOf(name);
    return bare.isEmpty() || names.contains(bare) || !QUuid::fromString(name.trimmed()).isNull() ||
           !QUuid::fromString(u'{' + name.trimmed() + u'}').isNull();
}

} // namespace core
