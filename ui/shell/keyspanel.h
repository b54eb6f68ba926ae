// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QPointer>
#include <QWidget>

class QGridLayout;

namespace ui {

// One line of the list of keys.
struct KeyLine
{
    QString key = {};
    QString text = {};
};

// Lists the keys of a screen over the window, until any key or click. Owned by the main window.
class KeysPanel final : public QWidget
{
    Q_OBJECT

public:
    KeysPanel(const Theme &theme, QWidget *window);

    void open(const QString &title, const QList<KeyLine> &screen, const QList<KeyLine> &everywhere);
    void close();
    QStringList shownKeys() const;

signals:
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void addColumn(QGridLayout *grid, int column, const QString &title, const QList<KeyLine> &lines);
    void place();

    const Theme &m_theme;
    QWidget *m_box = nullptr;
    QStringList m_keys;
    QPointer<QWidget> m_before;
};

} // namespace ui
