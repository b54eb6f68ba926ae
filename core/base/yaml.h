// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QJsonValue>

namespace core {

// Reads one YAML document out of bytes from outside, as the JSON value it stands for: plain scalars become
// null, booleans and numbers as YAML 1.2 reads them, quoted ones stay text. Fails with InvalidArgument and a
// text that says where it broke, also when a key is given twice, when values are nested beyond 64, or when
// aliases would make the document grow beyond 100,000 values. The one place that meets yaml-cpp's exceptions.
Result<QJsonValue> parseYaml(const QByteArray &bytes);

} // namespace core
