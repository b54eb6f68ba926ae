// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/pages.h"

#include "ui/pages/approvalspage.h"

namespace ui {

QList<Page *> createPages(Backend &backend, const Theme &theme)
{
    return {
        new ApprovalsPage(backend, theme),
    };
}

} // namespace ui
