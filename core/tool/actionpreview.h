// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>
#include <utility>

namespace core {

// A file that would be written.
struct FileChange
{
    QString path = {};
    bool isThere = false; // a file of this name
    bool isText = true;   // what is there can be shown
    QString before = {};  // its text now
    QString after = {};
    QString pathArgument = {}; // the names of the arguments that say where and what
    QString textArgument = {};
};

// A request that would be sent, without its secrets.
struct RequestPreview
{
    QString method = {};
    QString address = {};
    QList<std::pair<QString, QString>> headers =
        {}; // values that come from an agent's environment are masked
    QJsonObject body = {};
    bool hasBody = false;
};

// What a person sees of an action before it is done. Nothing where the arguments say it all.
struct ActionPreview
{
    std::optional<FileChange> file = {};
    std::optional<RequestPreview> request = {};
};

} // namespace core
