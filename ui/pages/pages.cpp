// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/pages.h"

#include "ui/pages/approvalspage.h"
#include "ui/pages/chatpage.h"
#include "ui/pages/clusterspage.h"
#include "ui/pages/overviewpage.h"
#include "ui/pages/schedulespage.h"
#include "ui/pages/taskspage.h"
#include "ui/settings/settingspage.h"

namespace ui {

QList<Page *> createPages(Backend &backend, const Theme &theme, KeyVault &vault)
{
    return {
        new OverviewPage(backend, theme),        new ApprovalsPage(backend, theme),
        new TasksPage(backend, theme),           new ChatPage(backend, theme),
        new ClustersPage(backend, theme),        new SchedulesPage(backend, theme),
        new SettingsPage(backend, theme, vault),
    };
}

} // namespace ui
