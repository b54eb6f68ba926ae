// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/backend.h"
#include "ui/shell/theme.h"

#include <QWidget>

namespace ui {

class Button;
class Card;
class Label;
class Notice;
class WelcomeStep;
struct Serving;

// What the Overview shows before the first task: three steps to it, how a program does the same, and how to
// use a model. What is done is read from the store, not remembered. Announces changed() when a step was
// taken.
class WelcomeView final : public QWidget
{
    Q_OBJECT

public:
    WelcomeView(Backend &backend, const Theme &theme, QWidget *parent = nullptr);

    void setState(int clusters, qint64 documents);
    void setServing(const Serving &serving);

signals:
    // Leads to where a provider is added.
    void providerRequested();
    void changed();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QWidget *buildSteps();
    QWidget *buildProgram();
    QWidget *buildModel();
    void deploy();
    void addSamples();
    void chooseFiles();
    void addFiles(const QStringList &paths);
    void add(const QList<core::NewDocument> &documents);
    void run();

    Backend &m_backend;
    const Theme &m_theme;
    WelcomeStep *m_cluster = nullptr;
    WelcomeStep *m_documents = nullptr;
    WelcomeStep *m_task = nullptr;
    Button *m_run = nullptr;
    Label *m_curl = nullptr;
    Label *m_curlNote = nullptr;
};

} // namespace ui
