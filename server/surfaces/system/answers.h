// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

namespace server::system {

// What a real server answered, kept as examples for rows that name none: "get /api/v1/tasks" has the status,
// the answer and the body that it answers. Read once from resources/pages/answers.json.
const QJsonObject &recordedAnswers();

// What answers of all tests of the server had in common: for an operation and a status its schema. So the
// document has what an example alone does not show: what may be null, and what is in lists. Read once from
// resources/pages/shapes.json.
const QJsonObject &recordedShapes();

// The operation with what was answered to it.
QJsonObject withRecorded(QJsonObject operation, const QJsonObject &recorded);

} // namespace server::system
