// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/testsuite.h"

#include <QDir>
#include <QPixmap>
#include <QTest>
#include <QWidget>

// Saves what a widget looks like to build/pictures/NAME.png, for a person to look at. False when it is blank.
inline bool savePicture(QWidget &widget, const QString &name)
{
    QDir().mkpath(testsupport::picturesFolder());
    QTest::qWait(0); // what was added or changed is laid out
    const QPixmap picture = widget.grab();
    const QString path = testsupport::picturesFolder() + QStringLiteral("/%1.png").arg(name);
    return !picture.isNull() && picture.save(path);
}
