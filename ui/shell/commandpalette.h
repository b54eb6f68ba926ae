// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/palettesource.h"
#include "ui/shell/theme.h"

#include <QPointer>
#include <QWidget>

class QLineEdit;
class QListWidget;
class QVBoxLayout;

namespace ui {

class Label;

// Finds commands, tasks, agents, conversations and settings by a few letters. An overlay over the whole
// window, not a dialog: the window stays alive behind it. Enter opens, Tab shows the actions of an entry, Esc
// goes back or closes, a click beside it closes. The focus returns to where it was. Owned by the main window.
class CommandPalette final : public QWidget
{
    Q_OBJECT

public:
    CommandPalette(const Theme &theme, QWidget *window);

    void addSource(PaletteSource &source);

    void open();
    void close();
    bool isOpen() const { return isVisible(); }

    // What stands in the list now, best first.
    QStringList shownTexts() const;

signals:
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    void build();
    void ask();
    void take(int question, const QString &text, const QList<PaletteEntry> &entries);
    void list();
    void showActions();
    void openCurrent();
    void run(const std::function<void()> &action);
    bool handleKey(int key);
    void place();

    struct Ranked
    {
        int score = 0;
        PaletteEntry entry = {};
    };

    static void keepOrder(QList<Ranked> &ranked, const QString &text);

    const Theme &m_theme;
    QList<PaletteSource *> m_sources;
    QList<Ranked> m_ranked;
    QList<PaletteAction> m_actions; // not empty: the actions of one entry are listed
    QString m_about;                // that entry
    int m_question = 0;
    QWidget *m_box = nullptr;
    QLineEdit *m_field = nullptr;
    QListWidget *m_list = nullptr;
    Label *m_foot = nullptr;
    QPointer<QWidget> m_before; // had the focus
};

} // namespace ui
