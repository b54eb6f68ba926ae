// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/section.h"
#include "ui/shell/servingcard.h"

class QGridLayout;

namespace ui {

class Label;
class Notice;

// Where the server listens and where everything is kept: facts, with what changes them.
class ServerSection final : public Section
{
    Q_OBJECT

public:
    ServerSection(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void enter() override;
    void serve(const Serving &serving) override;

private:
    Label *addFact(QGridLayout *grid, const QString &name);
    void reload();

    Backend &m_backend;
    const Theme &m_theme;
    QString m_folder;
    Serving m_serving;
    Label *m_address = nullptr;
    Label *m_document = nullptr;
    Label *m_path = nullptr;
    Label *m_size = nullptr;
    Label *m_version = nullptr;
    Notice *m_problem = nullptr;
    Notice *m_doors = nullptr;
};

} // namespace ui
