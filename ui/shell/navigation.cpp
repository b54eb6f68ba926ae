// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigation.h"

#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>

namespace ui {

using namespace Qt::Literals::StringLiterals;

namespace {

// The name's sign: a small signal that shows green.
class Brand final : public QWidget
{
public:
    explicit Brand(const Theme &theme)
        : m_theme(theme)
    {
        setFixedSize(22, 22);
        connect(&theme, &Theme::changed, this, [this] { update(); });
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &t = m_theme.tokens();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(t.line, 1));
        painter.setBrush(t.raised);
        painter.drawRoundedRect(QRectF(6, 1, 10, 20), 5, 5);
        painter.setPen(Qt::NoPen);
        const std::pair<double, QColor> lamps[] = {{6, mixed(t.raised, t.red.mark, 0.35)},
                                                   {11, mixed(t.raised, t.amber.mark, 0.35)},
                                                   {16, t.green.mark}};
        for (const auto &[y, colour] : lamps) {
            painter.setBrush(colour);
            painter.drawEllipse(QPointF(11, y), 2.6, 2.6);
        }
    }

private:
    const Theme &m_theme;
};

QString nameOf(PageGroup group)
{
    switch (group) {
    case PageGroup::Operate:
        break;
    case PageGroup::Fleet:
        return Navigation::tr("Fleet");
    case PageGroup::Govern:
        return Navigation::tr("Govern");
    }
    return Navigation::tr("Operate");
}

} // namespace

Navigation::Navigation(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedWidth(size::navigation);
    setAccessibleName(tr("Screens"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 12, 9, 12);
    column->setSpacing(0);
    auto *brand = new QHBoxLayout;
    brand->setContentsMargins(8, 6, 8, 16);
    brand->setSpacing(10);
    brand->addWidget(new Brand(theme));
    brand->addWidget(new Label(theme, tr("Signalbox"), Type::LeadStrong), 1);
    column->addLayout(brand);

    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget;
    content->setObjectName(u"scrolled"_s);
    m_groups = new QVBoxLayout(content);
    m_groups->setContentsMargins(0, 0, 0, 0);
    m_groups->setSpacing(0);
    for (const PageGroup group : {PageGroup::Operate, PageGroup::Fleet, PageGroup::Govern}) {
        auto *slot = new QVBoxLayout;
        slot->setSpacing(0);
        m_byGroup.insert(static_cast<int>(group), slot);
        m_groups->addLayout(slot);
    }
    m_groups->addStretch(1);
    scroll->setWidget(content);
    column->addWidget(scroll, 1);
    m_serving = new ServingCard(theme);
    column->addSpacing(space::small);
    column->addWidget(m_serving);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

QVBoxLayout *Navigation::groupOf(PageGroup group)
{
    QVBoxLayout *slot = m_byGroup[static_cast<int>(group)];
    if (slot->count() == 0) {
        auto *name = new Label(m_theme, nameOf(group), Type::SmallStrong, Ink::Muted);
        name->setContentsMargins(8, 12, 8, 4);
        name->setFixedHeight(36);
        slot->addWidget(name);
    }
    return slot;
}

void Navigation::addScreen(const PageInfo &info)
{
    auto *item = new NavItem(m_theme, info);
    // Items of all groups exclude each other, though their layouts differ: they share one parent.
    groupOf(info.group)->addWidget(item);
    m_items.insert(info.id, item);
    connect(item, &NavItem::clicked, this, [this, id = info.id] { emit chosen(id); });
}

QList<QWidget *> Navigation::tabOrder() const
{
    QList<QWidget *> order;
    for (const PageGroup group : {PageGroup::Operate, PageGroup::Fleet, PageGroup::Govern}) {
        const QVBoxLayout *slot = m_byGroup[static_cast<int>(group)];
        for (int i = 0; i < slot->count(); ++i) {
            if (auto *item = qobject_cast<NavItem *>(slot->itemAt(i)->widget()))
                order.append(item);
        }
    }
    return order;
}

void Navigation::setBadge(const QString &pageId, Badge badge)
{
    if (NavItem *item = m_items.value(pageId))
        item->setBadge(badge);
}

void Navigation::setCurrent(const QString &pageId)
{
    if (NavItem *item = m_items.value(pageId))
        item->setChecked(true);
}

void Navigation::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().surface);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), m_theme.tokens().line);
}

} // namespace ui
