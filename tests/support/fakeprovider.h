// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/provider.h"

#include <functional>
#include <optional>

namespace testsupport {

// A provider that says what a test told it to, one turn after the other. Owned by the test or by what it
// gives it to; one thread. Every turn is emitted from the event loop, as the interface demands. When the
// script is used up, a call fails with a text that says so, unless answerWith() gave a function for the rest.
class FakeProvider final : public core::Provider
{
public:
    // What one call does. Without an outcome it stays under way until release() or until it is destroyed.
    struct Turn
    {
        QStringList partials = {};
        std::optional<core::Result<core::ModelAnswer>> outcome = {};
    };
    using Answerer = std::function<core::Result<core::ModelAnswer>(const core::ModelRequest &)>;

    explicit FakeProvider(QString name = QStringLiteral("fake"));
    ~FakeProvider() override;

    // The script; each line is one turn. say() streams the text in words and uses 10 + 5 tokens.
    void say(const QString &text);
    void callTool(const QString &tool, const QJsonObject &arguments,
                  const QString &id = QStringLiteral("call-1"));
    void plan(const QList<core::PlannedStep> &steps);
    void fail(const core::Error &error);
    void hang(const QStringList &partials = {});
    void add(const Turn &turn);
    void answerWith(Answerer answerer);

    // Gives every call that hangs this outcome, from the event loop.
    void release(const core::Result<core::ModelAnswer> &outcome);

    void setPlans(bool plans) { m_plans = plans; }

    const QList<core::ModelRequest> &requests() const { return m_requests; }
    int turnsLeft() const { return static_cast<int>(m_script.size()); }
    int running() const;   // calls that were started and neither finished nor were destroyed
    int cancelled() const; // calls that were destroyed before they finished

    QString name() const override { return m_name; }
    QString defaultModel() const override { return QStringLiteral("fake-1"); }
    bool plans() const override { return m_plans; }
    std::unique_ptr<core::ModelCall> start(const core::ModelRequest &request) override;

private:
    class Call;
    struct Ledger;

    Turn nextTurn(const core::ModelRequest &request);

    QString m_name;
    bool m_plans = false;
    QList<Turn> m_script;
    Answerer m_answerer;
    QList<core::ModelRequest> m_requests;
    // Shared with the calls, which may outlive the provider.
    std::shared_ptr<Ledger> m_ledger;
};

} // namespace testsupport
