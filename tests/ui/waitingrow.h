// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/approvalsmodel.h"

#include <QListView>

#include <algorithm>

// Whether a list of approvals has one of that task. To count rows is not enough: one that was decided just
// now may still be among them.
inline bool hasRowOf(const QListView *list, const core::TaskId &task)
{
    const auto *model = qobject_cast<const ui::ApprovalsModel *>(list->model());
    return model != nullptr &&
           std::ranges::find(model->rows(), task, &core::Approval::task) != model->rows().end();
}
