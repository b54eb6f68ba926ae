// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/shell/keyscope.h"
#include "ui/shell/theme.h"

#include <QWidget>

namespace ui {

struct Serving;

// One part of the settings: what stands at the right when its name is chosen at the left. Owned by the page;
// UI thread. It reads what it shows when it comes into view.
class Section : public QWidget
{
    Q_OBJECT

public:
    Section(QString id, QString title, QStringList words, QWidget *parent = nullptr);

    const QString &id() const { return m_id; }
    const QString &title() const { return m_title; }
    // What a person may look for in the palette that leads here.
    const QStringList &words() const { return m_words; }

    virtual void enter() {}
    // "new" begins a new thing; anything else chooses the one of that id.
    virtual void openThing(const QString &) {}
    virtual void serve(const Serving &) {}

private:
    const QString m_id;
    const QString m_title;
    const QStringList m_words;
};

} // namespace ui
