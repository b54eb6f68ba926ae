// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandsource.h"

#include <QCoreApplication>

namespace app {

void CommandSource::add(const QString &text, std::function<void()> run)
{
    m_entries.append({.kind = QCoreApplication::translate("app::CommandSource", "Command"),
                      .text = text,
                      .open = std::move(run)});
}

} // namespace app
