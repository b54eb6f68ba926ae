// SPDX-License-Identifier: GPL-3.0-or-later
// How fast the rows of a submitted task go into the same SQLite in ideal batches of 64: no HTTP, no engine.
// Prints tasks a second. Takes an empty folder and the number of tasks.
#include "core/base/id.h"
#include "core/store/database.h"
#include "core/store/migrations.h"
#include "core/task/stepstore.h"
#include "core/task/taskstore.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cstdio>

using namespace core;
using namespace Qt::Literals::StringLiterals;

namespace {

Result<double> measure(const QString &folder, int tasks)
{
    Clock clock;
    const auto database = TRY(Database::open(folder + u"/store.db"_s));
    TRY(migrate(*database));
    Journal journal(*database, clock);
    TRY(journal.open());
    TaskStore taskStore(*database);
    StepStore stepStore(*database);
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < tasks; ++i) {
        TRY(journal.record([&](Transaction &transaction) -> Result<void> {
            const Timestamp now = transaction.now();
            const Task task{.id = newId<TaskId>("task-"_L1),
                            .owner = u"administrator"_s,
                            .query = u"What is 2 + 2?"_s,
                            .sessionId = newUuid(),
                            .createdAt = now,
                            .updatedAt = now};
            TRY(taskStore.insert(transaction, task));
            TRY(stepStore.insert(transaction,
                                 {.id = newId<StepId>("step-"_L1),
                                  .task = task.id,
                                  .name = u"Plan"_s,
                                  .state = StepState::Ready,
                                  .createdAt = now},
                                 task));
            TRY(transaction.announce({.type = EventType::TaskSubmitted,
                                      .task = task.id,
                                      .actor = task.owner,
                                      .message = task.query,
                                      .payload = {{u"session_id"_s, task.sessionId}}}));
            return {};
        }));
        if (i % 64 == 63)
            TRY(journal.commit());
    }
    TRY(journal.commit());
    return tasks * 1e9 / static_cast<double>(timer.nsecsElapsed());
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 3)
        return 2;
    const auto rate = measure(arguments[1], arguments[2].toInt());
    if (!rate) {
        std::fprintf(stderr, "%s\n", qPrintable(rate.error().text));
        return 1;
    }
    std::printf("%.0f\n", *rate);
    return 0;
}
