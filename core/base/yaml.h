// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QHash>
#include <QJsonObject>
#include <QStringList>

namespace core {

// The line, from 1, on which each value stands, named by its path: "spec.agents[0].name".
using YamlLines = QHash<QString, int>;

// How plain scalars that became a number or a truth value were written: "1.10", "007", "True".
using YamlSpellings = QHash<QString, QString>;

// Reads one YAML document out of bytes from outside, as the JSON value it stands for: plain scalars become
// null, booleans and numbers as YAML 1.2 reads them, quoted ones stay text. Fails with InvalidArgument and a
// text that says where it broke, also when a key is given twice, when a number cannot be kept exactly, when
// values are nested beyond 64, or when aliases would make the document grow beyond 100,000 values or 8 MiB of
// text. May take half a second: not for the backend thread. The one place that meets yaml-cpp's exceptions.
// `lines`, when given, gets the line of every value; after a failure it has one line, of the empty path, that
// tells where it broke if that is known. "<<" merges mappings. Empty documents beside the one are passed
// over.
Result<QJsonValue> parseYaml(const QByteArray &bytes, YamlLines *lines = nullptr,
                             YamlSpellings *spellings = nullptr);

// Writes an object as YAML that parseYaml() reads back equal. Keys come in the order of `order` and others
// after them by the alphabet; lists of texts of one line stand on one line, texts of several lines as blocks.
QByteArray writeYaml(const QJsonObject &root, const QStringList &order = {});

} // namespace core
