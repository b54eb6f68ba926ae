// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/theme.h"

#include <QScrollArea>

class QVBoxLayout;

namespace ui {

class Button;

// What was said, one thing under the other. Who reads the newest keeps on reading it as it grows; who
// scrolled up stays there. Announces earlierRequested().
class Transcript final : public QScrollArea
{
    Q_OBJECT

public:
    explicit Transcript(const Theme &theme, QWidget *parent = nullptr);

    // `index` counts from the oldest; the transcript owns what it is given.
    void place(int index, QWidget *widget);
    void setHasEarlier(bool hasEarlier);
    // From now on the newest is in view.
    void followNewest();

signals:
    void earlierRequested();

private:
    bool isAtEnd() const;

    QVBoxLayout *m_column = nullptr;
    Button *m_earlier = nullptr;
    bool m_follows = true;
};

} // namespace ui
