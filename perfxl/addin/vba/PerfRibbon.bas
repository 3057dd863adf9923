Option Explicit
' The buttons of the tab; everything they do is in perfxl.addin.ribbon.

' The one callback of ribbon.xml.
Public Sub PerfOnAction(control As IRibbonControl)
    PerfPress control.ID
End Sub

Public Sub PerfPress(ByVal button As String)
    Dim server As Object, hadGivenUp As Boolean, problem As String
    If ActiveWorkbook Is Nothing Then
        MsgBox PerfText("@nobook"), vbInformation, PerfText("@title")
        Exit Sub
    End If
    On Error GoTo Failed
    hadGivenUp = PerfAskAgain()
    Set server = PerfServer()
    ' Cells that gave up while Python was away are asked once more.
    If hadGivenUp Then Application.CalculateFull
    server.CallUDF "perfxl.addin.ribbon", "press", Array(button), ActiveWorkbook
    Exit Sub
Failed:
    problem = Err.Description ' every Exit Function below clears it
    PerfGiveUp
    MsgBox PerfText("@python") & vbCrLf & vbCrLf & problem, vbExclamation, PerfText("@title")
End Sub
