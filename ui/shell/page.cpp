// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page.h"

namespace ui {

Page::Page(const Theme &theme, PageInfo info, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_info(std::move(info))
    , m_keys(nullptr)
{
    setObjectName(m_info.id);
    setAccessibleName(m_info.title);
}

bool Page::openThing(const QString &id)
{
    return id.isEmpty();
}

void Page::setBadge(Badge badge)
{
    if (badge == m_badge)
        return;
    m_badge = badge;
    emit badgeChanged();
}

} // namespace ui
