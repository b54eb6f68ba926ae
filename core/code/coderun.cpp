// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/code/coderun.h"

#include "core/base/json.h"
#include "core/base/resources.h"

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

SandboxedProgram programFor(const CodeCall &call, const SandboxLimits &limits)
{
    const QJsonObject input{{u"code"_s, call.code},
                            {u"requirements"_s, QJsonArray::fromStringList(call.requirements)},
                            {u"call"_s, call.does == CodeCall::Does::Call},
                            {u"data"_s, call.data}};
    return {.program = u"/usr/bin/python3"_s,
            .arguments = {u"-I"_s, u"-B"_s, u"-c"_s, QString::fromUtf8(resource(u"sandbox/agent.py"))},
            .input = toBytes(input),
            .limits = limits};
}

// The code can write what it likes where its result is expected, so that is read as strictly as a request.
Result<QJsonObject> resultOf(const SandboxOutcome &outcome)
{
    const QString logs = QString::fromUtf8(outcome.messages);
    const auto failed = [&logs](const QString &text) {
        return QJsonObject{{u"error"_s, text}, {u"field"_s, u"code"_s}, {u"logs"_s, logs}};
    };
    const auto told = parseObject(outcome.output);
    if (!told)
        return failed(u"It ended without a result that can be read: %1."_s.arg(told.error().text));
    if (told->contains("error"_L1))
        return QJsonObject{{u"error"_s, told->value("error"_L1).toString().left(4000)},
                           {u"field"_s, told->value("field"_L1).toString().left(32)},
                           {u"logs"_s, logs}};
    if (outcome.exitCode != 0 || !told->contains("result"_L1))
        return failed(u"It ended with the code %1 before it gave a result."_s.arg(outcome.exitCode));
    return QJsonObject{{u"result"_s, told->value("result"_L1)}, {u"logs"_s, logs}};
}

} // namespace

CodeRun::CodeRun(const Sandbox &sandbox, const CodeCall &call, const SandboxLimits &limits)
    : m_run(sandbox, programFor(call, limits))
{
    connect(&m_run, &SandboxRun::finished, this, [this](const Result<SandboxOutcome> &outcome) {
        emit finished(outcome ? resultOf(*outcome) : Result<QJsonObject>(outcome.error()));
    });
}

} // namespace core
