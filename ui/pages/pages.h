// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/models/keyvault.h"
#include "ui/shell/page.h"

#include <QList>

namespace ui {

// Every screen, in the order of the navigation; the caller owns them and gives them to a MainWindow.
QList<Page *> createPages(Backend &backend, const Theme &theme, KeyVault &vault);

} // namespace ui
