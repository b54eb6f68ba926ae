// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/transcript.h"

#include "ui/widgets/button.h"

#include <QScrollBar>
#include <QVBoxLayout>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int nearTheEnd = 24;

} // namespace

Transcript::Transcript(const Theme &theme, QWidget *parent)
    : QScrollArea(parent)
{
    auto *content = new QWidget;
    content->setObjectName(u"scrolled"_s);
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(space::large, space::large, space::large, space::large);
    m_column->setSpacing(space::medium);
    m_earlier = new Button(theme, tr("Show earlier messages"));
    m_earlier->hide();
    m_column->addWidget(m_earlier, 0, Qt::AlignHCenter);
    m_column->addStretch(1);
    setWidget(content);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_earlier, &Button::clicked, this, &Transcript::earlierRequested);
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this](int, int most) {
        if (m_follows)
            verticalScrollBar()->setValue(most);
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { m_follows = isAtEnd(); });
}

void Transcript::place(int index, QWidget *widget)
{
    m_column->insertWidget(index + 1, widget); // behind the button for earlier ones
}

void Transcript::setHasEarlier(bool hasEarlier)
{
    m_earlier->setVisible(hasEarlier);
}

void Transcript::followNewest()
{
    m_follows = true;
}

bool Transcript::isAtEnd() const
{
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum() - nearTheEnd;
}

} // namespace ui
