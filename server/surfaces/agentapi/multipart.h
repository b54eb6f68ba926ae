// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>

namespace server::agentapi {

// One part of a form: what an <input> of that name would have sent.
struct FormPart
{
    QString name = {};
    QString fileName = {}; // without folders; empty when it is no file
    QString contentType = {};
    QByteArray content = {}; // points into the body, which must live as long
    qint64 begin = 0;        // of the content in the body
};

// Takes a multipart/form-data body apart, as RFC 2046 and RFC 7578 have it: with whatever stands before the
// first boundary and behind the last, with blanks behind a boundary, and with folded headers. What two
// readers could understand differently is refused with InvalidArgument, as are more than 16 parts, a head of
// more than 8 KB, and two parts of one name. Pure.
core::Result<QList<FormPart>> readForm(QByteArrayView contentType, const QByteArray &body);

} // namespace server::agentapi
