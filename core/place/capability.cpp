// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/place/capability.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

struct NeedRow
{
    Need need;
    QString name;
    QString sentence;
    QString package;
    QStringList files; // one of them is enough; none where files do not tell
};

const QList<NeedRow> &needRows()
{
    static const QList<NeedRow> rows{
        {Need::Sandbox,
         u"sandbox"_s,
         u"Code does not run and PDFs are not read here, because bubblewrap is not installed. Install it "
         u"(apt-get "
         "install bubblewrap) and try again."_s,
         u"bubblewrap"_s,
         {u"usr/bin/bwrap"_s}},
        {Need::Python,
         u"python"_s,
         u"Code does not run here, because python3 is not installed. Install it (apt-get install python3) "
         u"and try "
         "again."_s,
         u"python3"_s,
         {u"usr/bin/python3"_s}},
        {Need::Pdf,
         u"pdf"_s,
         u"PDFs are not read here, because pdftotext is not installed. Install it (apt-get install "
         u"poppler-utils) "
         "and try again."_s,
         u"poppler-utils"_s,
         {u"usr/bin/pdftotext"_s}},
        {Need::TimeZones,
         u"time_zones"_s,
         u"UTC is the only time zone here, because the data of time zones is not installed. Install it "
         u"(apt-get "
         "install tzdata) and try again."_s,
         u"tzdata"_s,
         {u"usr/share/zoneinfo/Europe/Berlin"_s}},
        {Need::OldTimeZones,
         u"old_time_zones"_s,
         u"Old names of time zones, such as US/Eastern, are not known here. Install them (apt-get install "
         "tzdata-legacy) and try again."_s,
         u"tzdata-legacy"_s,
         {u"usr/share/zoneinfo/US/Eastern"_s}},
        {Need::Certificates,
         u"certificates"_s,
         u"Servers are not reached by https here, because there are no certificates to know them by. Install "
         u"them "
         "(apt-get install ca-certificates) and try again."_s,
         u"ca-certificates"_s,
         {u"etc/ssl/certs/ca-certificates.crt"_s, u"etc/pki/tls/certs/ca-bundle.crt"_s,
          u"etc/ssl/ca-bundle.pem"_s, u"etc/ssl/cert.pem"_s}},
        {Need::Keychain,
         u"keychain"_s,
         u"Keys of providers are not kept here, because the desktop has no keychain. Install one (apt-get "
         u"install "
         "gnome-keyring), or put the keys into files or the environment."_s,
         u"gnome-keyring"_s,
         {}},
    };
    return rows;
}

const NeedRow &needRow(Need need)
{
    const auto &rows = needRows();
    return *std::ranges::find(rows, need, &NeedRow::need);
}

} // namespace

QString nameOf(Need need)
{
    return needRow(need).name;
}

QString sentenceOf(Need need)
{
    return needRow(need).sentence;
}

QString packageOf(Need need)
{
    return needRow(need).package;
}

QList<Capability> installedBelow(const QString &root)
{
    const QDir folder(root);
    QList<Capability> all;
    for (const NeedRow &row : needRows()) {
        if (row.files.isEmpty())
            continue;
        const bool isThere = std::ranges::any_of(
            row.files, [&folder](const QString &file) { return QFileInfo::exists(folder.filePath(file)); });
        Capability capability{.need = row.need, .name = row.name};
        // Without any zones the old names are no need of their own.
        const bool isCovered = row.need == Need::OldTimeZones && !all.constLast().works();
        if (!isThere && !isCovered) {
            capability.sentence = row.sentence;
            capability.package = row.package;
        }
        all.append(capability);
    }
    return all;
}

QString whyMissing(Need need)
{
    const QList<Capability> all = installedBelow(u"/"_s);
    const auto found = std::ranges::find(all, need, &Capability::need);
    return found == all.end() ? QString() : found->sentence;
}

Error notInstalled(const QString &program)
{
    const auto &rows = needRows();
    const auto row = std::ranges::find_if(
        rows, [&program](const NeedRow &each) { return each.files.contains(program.mid(1)); });
    if (row != rows.end())
        return failure(ErrorCode::Unavailable, row->sentence);
    return failure(ErrorCode::Unavailable,
                   u"%1 is not installed on this computer. Install it and try again."_s.arg(
                       QFileInfo(program).fileName()));
}

} // namespace core
