// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/enumtext.h"
#include "core/base/id.h"
#include "core/base/result.h"
#include "core/tool/actionpreview.h"
#include "core/tool/audience.h"

#include <QJsonObject>
#include <QObject>

#include <functional>
#include <memory>

namespace core {

// What a tool does to the world. Policy asks a person by default for everything but Read.
enum class Effect { Read, Write, Send, Run };
// Whether doing it twice is the same as doing it once, so that a step that a crash interrupted may run again.
enum class Repeat { Safe, Unsafe };

template<>
struct Words<Effect>
{
    static constexpr std::pair<Effect, const char *> table[] = {
        {Effect::Read, "read"}, {Effect::Write, "write"}, {Effect::Send, "send"}, {Effect::Run, "run"}};
};

// What models, policies and people are told of a tool. `parameters` is a JSON Schema of type object.
struct ToolSpec
{
    QString name = {};        // as models call it: "write_file"
    QString station = {};     // as the track labels it: "Write"
    QString description = {}; // for models
    QJsonObject parameters = {};
    Effect effect = Effect::Read;
    Repeat repeat = Repeat::Safe;
    bool keepsForOwner = false; // what is steered by others asks a person first, whatever the rules allow
};

// Where a tool runs. The workspace belongs to the session of the task; no path may leave it.
struct ToolContext
{
    TaskId task = {};
    StepId step = {};
    QString owner = {};
    QString workspace = {}; // an absolute folder; made by the tool that first writes into it
    milliseconds timeLimit{30'000};
    Audience audience = Audience::Owner;
    // Whether the rules let the tool go on with other arguments unasked, as where an address leads on to
    // another one. None: they do not.
    std::function<bool(const QJsonObject &arguments)> allows = {};
};

// One run of a tool. Owned by whoever started it; destroying it stops it without a signal. Backend thread.
// Emits finished() once, never before start()'s caller has returned to the event loop. The result is an
// object; its "summary" is one line for people.
class ToolRun : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

signals:
    void finished(const core::Result<QJsonObject> &result);
};

// A thing that an agent can do. Owned by the ToolRegistry; backend thread. Arguments were checked against
// the schema before start().
class Tool
{
public:
    virtual ~Tool() = default;
    virtual ToolSpec spec() const = 0;
    virtual std::unique_ptr<ToolRun> start(const QJsonObject &arguments, const ToolContext &context) = 0;

    // The arguments in the one form that policies judge, people read and start() is given: paths and
    // addresses can be written in many ways. Fails where there is none.
    virtual Result<QJsonObject> normalized(const QJsonObject &arguments) const { return arguments; }

    // The host to which a call that only reads would carry something that the person did not write, by the
    // address that it reads; empty: none. `asked` is what the person wrote.
    virtual QString carriesTo(const QJsonObject &, const QString & /*asked*/) const { return {}; }

    // One line for a person who decides, with the values that matter: "Write refund.md (1.2 KB)". People are
    // shown core::actionTitle(), which writes out what cannot be seen in it.
    virtual QString title(const QJsonObject &arguments) const;
    // What there is to see of it before it is done, beyond its arguments. Blocks as long as it takes to read
    // a file of the workspace.
    virtual ActionPreview preview(const QJsonObject &, const ToolContext &) const { return {}; }
};

// The line that people are shown of an action, wherever it is shown.
QString actionTitle(const Tool &tool, const QJsonObject &arguments);

} // namespace core
