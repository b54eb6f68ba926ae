// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/section.h"

namespace ui {

class ChoiceRow;

// What one person likes: the look and the notifications. Each choice holds and is kept
// as soon as it is made.
class PersonalSection final : public Section
{
    Q_OBJECT

public:
    PersonalSection(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void enter() override;

private:
    void reload();
    void choose(const QString &name, const QString &value);

    Backend &m_backend;
    QList<std::pair<QString, ChoiceRow *>> m_rows; // by the name of the setting
};

} // namespace ui
