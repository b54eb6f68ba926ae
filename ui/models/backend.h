// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/client.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace ui {

class Decisions;

// The window's way into the core. Owned by the main window; UI thread. Questions and commands go to the
// backend thread and come back as values; what was announced arrives at most once a frame, all of it in
// order.
class Backend final : public QObject
{
    Q_OBJECT

public:
    explicit Backend(core::Client &client);
    ~Backend() override;

    // What the person at this window decides of approvals.
    Decisions &decisions() { return *m_decisions; }

    // Runs `function(core::Core &)` in the backend thread and then calls `then(Result<T>)` in this thread,
    // once what it changed is on disk; never after `context` is gone.
    template<typename Function, typename Then>
    void call(QObject *context, Function &&function, Then &&then)
    {
        core::onFinished(m_client.call(std::forward<Function>(function)), context, std::forward<Then>(then));
    }

    // The same for what takes a while, such as asking a server far away: `function(core::Core &, done)` calls
    // done(Result<T>) once, whenever it knows.
    template<typename T, typename Function, typename Then>
    void ask(QObject *context, Function &&function, Then &&then)
    {
        core::onFinished(m_client.ask<T>(std::forward<Function>(function)), context,
                         std::forward<Then>(then));
    }

    // The person at this window.
    core::Principal principal() const { return core::localOperator(); }

signals:
    void announced(const QList<core::Event> &events);
    void told(const QList<core::Partial> &partials);

private:
    void hear();

    core::Client &m_client;
    std::unique_ptr<Decisions> m_decisions;
    QTimer m_frame;
    QList<core::Event> m_events;
    QList<core::Partial> m_partials;
};

} // namespace ui
