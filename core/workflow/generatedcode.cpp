// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/generatedcode.h"

#include "core/workflow/phaserows.h"

#include <utility>

namespace core {

using namespace Qt::Literals::StringLiterals;

namespace {

QString filesOf(const QList<Step> &steps)
{
    QList<std::pair<QString, QString>> files;
    for (const Step &step : steps) {
        if (step.tool != "write_file"_L1 || step.state != StepState::Done || !phaseStepOf(steps, step))
            continue;
        const QJsonObject arguments = step.input.value("arguments"_L1).toObject();
        const QString path = arguments.value("path"_L1).toString();
        files.removeIf([&path](const auto &file) { return file.first == path; });
        files.append({path, arguments.value("content"_L1).toString()});
    }
    if (files.size() == 1)
        return files.first().second;
    QStringList texts;
    for (const auto &[path, content] : std::as_const(files))
        texts.append(u"# "_s + path + u'\n' + content);
    return texts.join(u"\n\n"_s);
}

QString blocksOf(const QString &text)
{
    QStringList blocks;
    QStringList block;
    bool isInside = false;
    for (const QString &line : text.split(u'\n')) {
        if (line.trimmed().startsWith(u"```"_s)) {
            if (isInside)
                blocks.append(std::exchange(block, {}).join(u'\n'));
            isInside = !isInside;
        } else if (isInside) {
            block.append(line);
        }
    }
    return blocks.join(u"\n\n"_s);
}

} // namespace

QString generatedCode(const QList<Step> &steps)
{
    if (const QString files = filesOf(steps); !files.isEmpty())
        return files;
    for (auto step = steps.crbegin(); step != steps.crend(); ++step) {
        const Step *phase = phaseStepOf(steps, *step);
        const bool isCode = phase && phaseOf(*phase).value("kind"_L1) == u"implementation"_s;
        const QString text = step->output.value("text"_L1).toString();
        if (!isCode || step->kind != StepKind::Model || text.isEmpty())
            continue;
        const QString blocks = blocksOf(text);
        return blocks.isEmpty() ? text : blocks;
    }
    return {};
}

} // namespace core
