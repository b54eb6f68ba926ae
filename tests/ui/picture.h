// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/testsuite.h"

#include <QDir>
#include <QPixmap>
#include <QTest>
#include <QWidget>

// What was added or changed is laid out: each layout tells the one around it.
inline void layOut()
{
    for (int i = 0; i < 5; ++i)
        QTest::qWait(0);
}

// Saves what a widget looks like to build/pictures/NAME.png, for a person to look at. False when it is blank.
inline bool savePicture(QWidget &widget, const QString &name)
{
    QDir().mkpath(testsupport::picturesFolder());
    layOut();
    const QPixmap picture = widget.grab();
    const QString path = testsupport::picturesFolder() + QStringLiteral("/%1.png").arg(name);
    return !picture.isNull() && picture.save(path);
}
