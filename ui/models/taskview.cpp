// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/taskview.h"

#include <algorithm>

namespace ui {

using namespace Qt::Literals::StringLiterals;
using core::Result;

namespace {
constexpr int mostEvents = 1000;
} // namespace

Result<TaskView> readTaskView(core::Core &core, const core::TaskId &id, const core::Principal &principal)
{
    TaskView view;
    view.now = core.clock().now();
    view.task = TRY(core.tasks().find(id, principal));
    view.agent = AgentNames(core).of(view.task.agent);
    view.steps = TRY(core.tasks().steps(id, principal));
    view.events = TRY(core.feed().events({.task = id, .limit = mostEvents, .newestFirst = true}));
    std::reverse(view.events.begin(), view.events.end());
    const auto pending = TRY(
        core.approvals().list({.state = core::ApprovalState::Pending, .task = id, .limit = 20}, principal));
    if (!pending.isEmpty())
        view.approval = pending.last();
    if (!core::isFinal(view.task.state))
        view.partials = core.feed().partials(id, {});
    return view;
}

QString curlOf(const core::Task &task, const QString &address)
{
    QJsonObject body{{u"query"_s, task.query}, {u"mode"_s, core::toWord(task.mode)}};
    if (!task.context.isEmpty())
        body.insert(u"context"_s, task.context);
    QString json = QString::fromUtf8(core::toBytes(body));
    json.replace(u'\'', u"'\\''"_s); // within single quotes the shell knows no other sign
    return u"curl http://%1/api/v1/tasks \\\n  -H \"X-API-Key: $SIGNALBOX_KEY\" \\\n"
           "  -H 'Content-Type: application/json' \\\n  -d '%2'"_s.arg(address, json);
}

} // namespace ui
