// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/section.h"

namespace ui {

Section::Section(QString id, QString title, QStringList words, QWidget *parent)
    : QWidget(parent)
    , m_id(std::move(id))
    , m_title(std::move(title))
    , m_words(std::move(words))
{
    setAccessibleName(m_title);
}

} // namespace ui
